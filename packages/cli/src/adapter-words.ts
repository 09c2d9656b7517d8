/** What the adapters' errors mean in Vietnamese; their own messages are in English and name the file. */
export const adapterWords: { readonly [code: string]: string } = {
  "office.driver_running": "đã có chương trình khác đang chạy cho cơ quan này",
  "storage.bad_address": "địa chỉ cơ sở dữ liệu sai",
  "storage.bad_cursor": "dấu trang không hợp lệ",
  "storage.bad_schema_name": "tên lược đồ không hợp lệ",
  "storage.busy": "cơ sở dữ liệu đang bận, hãy thử lại",
  "storage.cannot_open": "không mở được tệp cơ sở dữ liệu",
  "storage.closed": "cơ sở dữ liệu đã đóng",
  "storage.connection_lost": "mất kết nối cơ sở dữ liệu, chưa rõ đã lưu hay chưa; hãy gửi lại lệnh cũ",
  "storage.damaged_file": "tệp cơ sở dữ liệu bị hỏng hoặc không phải cơ sở dữ liệu; hãy khôi phục từ bản sao",
  "storage.disk_full": "ổ đĩa đã đầy, chưa lưu gì; hãy giải phóng dung lượng",
  "storage.failed": "cơ sở dữ liệu báo lỗi",
  "storage.foreign_file": "tệp này thuộc chương trình khác, không thay đổi gì",
  "storage.foreign_schema": "lược đồ này thuộc chương trình khác, không thay đổi gì",
  "storage.io_failed": "ổ đĩa báo lỗi khi đọc hoặc ghi",
  "storage.login_refused": "sai tên hoặc mật khẩu cơ sở dữ liệu",
  "storage.migration_running": "đang có người khác nâng cấp cơ sở dữ liệu này",
  "storage.newer_schema": "cơ sở dữ liệu do phiên bản mới hơn ghi; hãy cập nhật chương trình",
  "storage.no_database": "máy chủ không có cơ sở dữ liệu tên này",
  "storage.no_privilege": "tài khoản cơ sở dữ liệu thiếu quyền",
  "storage.no_transaction": "giao dịch của chương trình chưa mở hoặc đã hỏng",
  "storage.not_found": "không có cơ sở dữ liệu ở đó, hoặc tệp trống; hãy xem lại --db, hay tạo bằng motcua migrate",
  "storage.not_migrated": "cơ sở dữ liệu chưa được khởi tạo, hãy chạy motcua migrate",
  "storage.older_schema": "cơ sở dữ liệu cần được nâng cấp, hãy chạy motcua migrate",
  "storage.read_only": "không có quyền ghi vào tệp cơ sở dữ liệu",
  "storage.timeout": "cơ sở dữ liệu trả lời quá chậm",
  "storage.unreachable": "không kết nối được máy chủ cơ sở dữ liệu",
  "storage.wrong_encoding": "cơ sở dữ liệu không dùng UTF-8",
};

/** The same for what core throws rather than answers. */
export const coreWords: { readonly [code: string]: string } = {
  "calendar.horizon": "lịch không có ngày cần tính; hãy rút ngắn hoặc dời lần chạy, hoặc nạp lịch dài hơn",
};
